package dev.people;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

@Message
public record Person(
    @Field(1) @NotBlank @Email String email,
    @Field(2) List<@NotBlank @Size(max = 8) String> tags,
    @Field(3) List<Address> addresses,
    @Field(4) Map<String, Address> byUse) {}
