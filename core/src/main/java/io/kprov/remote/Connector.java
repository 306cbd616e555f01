package io.kprov.remote;

import io.kprov.model.Host;

/** Opens connections to hosts; one per run of kprov. Closing it closes every connection. */
public interface Connector extends AutoCloseable {

    /**
     * Connects, checks the host key, logs in.
     *
     * @throws RemoteException saying which of these failed and what to do
     */
    Remote connect(Host host);

    @Override
    void close();
}
