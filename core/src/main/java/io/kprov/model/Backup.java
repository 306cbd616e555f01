package io.kprov.model;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How etcd is backed up: each host that holds a member saves, proves and keeps snapshots of it.
 *
 * @param every how often
 * @param certificate PEM of the operator's certificate; hosts encrypt to it and cannot read what
 *     they encrypted. Empty: nothing is encrypted
 * @param target where snapshots go besides the hosts' own disks
 */
public record Backup(
        Duration every, Keep keep, Optional<String> certificate, Optional<Target> target) {

    /**
     * What stays of one host's snapshots: the newest, at most {@code count}, none older than {@code
     * age}; the newest one in any case.
     */
    public record Keep(int count, Duration age) {}

    /** A place away from the hosts that hold the members. */
    public sealed interface Target {

        /** In the words of {@code status}, and with no secret in them. */
        String described();

        /** A folder that something is mounted at, on every host with a member. */
        record Folder(String path) implements Target {
            @Override
            public String described() {
                return "folder " + path;
            }
        }

        /**
         * A host with SFTP.
         *
         * @param path of a folder there
         * @param privateKey as OpenSSH writes it, without a passphrase
         * @param hostKey type and key, as in known_hosts
         */
        record Sftp(
                String host, int port, String user, String path, Secret privateKey, String hostKey)
                implements Target {
            @Override
            public String described() {
                return "sftp " + user + "@" + host + ":" + port + " " + path;
            }
        }

        /**
         * A bucket of S3 or of something that speaks like it.
         *
         * @param prefix what names begin with there
         */
        record S3(
                URI endpoint,
                String region,
                String bucket,
                String prefix,
                String accessKey,
                Secret secretKey)
                implements Target {

            /** Without a slash at the end. */
            public String url() {
                return endpoint.toString().replaceAll("/+$", "") + "/" + bucket;
            }

            @Override
            public String described() {
                return "s3 " + url() + "/" + prefix;
            }
        }
    }
}
