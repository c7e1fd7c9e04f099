import 'package:flowy/flowy.dart';

/// A valid password.
const password = 'A!@123abc';

int _people = 0;

/// The valid address of somebody whom no core has met.
String address = 'annie@appflowy.io';

/// From here on it is somebody else.
void meetSomebody() => address = 'annie${++_people}@appflowy.io';

/// A sign-up that is valid but for what is given.
UserEventSignUp signUp({String? email, String name = 'Annie'}) =>
    UserEventSignUp(
      SignUpPayloadPB(email: email ?? address, name: name, password: password),
    );

/// A sign-in that is valid but for what is given.
UserEventSignIn signIn({String? email, String password = password}) =>
    UserEventSignIn(
      SignInPayloadPB(email: email ?? address, password: password),
    );

/// Gives the user another name.
UserEventUpdateUserProfile rename(String id, String name) =>
    UserEventUpdateUserProfile(UpdateUserProfilePayloadPB(id: id, name: name));
