import 'package:flowy/flowy.dart';

/// A valid password.
const password = 'A!@123abc';

/// A valid address.
const address = 'annie@appflowy.io';

/// A sign-up that is valid but for what is given.
UserEventSignUp signUp({String email = address, String name = 'Annie'}) =>
    UserEventSignUp(
      SignUpPayloadPB(email: email, name: name, password: password),
    );

/// A sign-in that is valid but for what is given.
UserEventSignIn signIn({String email = address, String password = password}) =>
    UserEventSignIn(SignInPayloadPB(email: email, password: password));

/// Gives the user another name.
UserEventUpdateUserProfile rename(String id, String name) =>
    UserEventUpdateUserProfile(UpdateUserProfilePayloadPB(id: id, name: name));
