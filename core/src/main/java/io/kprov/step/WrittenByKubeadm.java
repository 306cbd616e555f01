package io.kprov.step;

import java.util.List;

/**
 * A step that sets right what {@code kubeadm upgrade} writes in its own way, whatever was there.
 */
public interface WrittenByKubeadm extends Step {
    /** What is to be done then. */
    List<Action> afterwards(View view);
}
