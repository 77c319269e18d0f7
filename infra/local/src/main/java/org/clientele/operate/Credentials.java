package org.clientele.operate;

import picocli.CommandLine.Command;

/** The API clients and the signing keys that issue-token reads. */
@Command(
    name = "credentials",
    subcommands = {
      InitKeys.class,
      AddClient.class,
      RotateClient.class,
      RevokeClient.class,
      RotateKey.class
    },
    mixinStandardHelpOptions = true,
    description = "Makes and changes API clients and signing keys in the clients table.")
public final class Credentials {}
