package org.clientele.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The last 20 notices that changed a token and have an id, the oldest first.
 *
 * @param fingerprints 72 bits of a hash each, so that the token's item stays small
 */
public record RecentNotices(List<String> fingerprints) {

  private static final int MOST = 20;
  private static final int BYTES = 9;

  public RecentNotices {
    fingerprints = List.copyOf(fingerprints);
  }

  static RecentNotices none() {
    return new RecentNotices(List.of());
  }

  boolean contain(TokenNotice notice) {
    return notice.notificationId() != null && fingerprints.contains(fingerprint(notice));
  }

  RecentNotices with(TokenNotice notice) {
    if (notice.notificationId() == null) {
      return this;
    }
    List<String> longer = new ArrayList<>(fingerprints);
    longer.add(fingerprint(notice));
    return new RecentNotices(longer.subList(Math.max(longer.size() - MOST, 0), longer.size()));
  }

  private static String fingerprint(TokenNotice notice) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((notice.source() + '\n' + notice.notificationId()).getBytes(UTF_8));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
