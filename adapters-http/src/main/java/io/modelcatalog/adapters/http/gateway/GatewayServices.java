package io.modelcatalog.adapters.http.gateway;

import io.modelcatalog.application.gateway.AdmitCall;
import java.time.InstantSource;

/** What all connections' handlers share. */
record GatewayServices(
    AdmitCall admit, GatewayOptions options, GatewayTraffic traffic, InstantSource clock) {}
