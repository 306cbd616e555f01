/**
 * Steps of the load balancer before the API servers: HAProxy and keepalived. May use what {@code
 * step} may use.
 */
@NullMarked
package io.kprov.step.loadbalancer;

import org.jspecify.annotations.NullMarked;
