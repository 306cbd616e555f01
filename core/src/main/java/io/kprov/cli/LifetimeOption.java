package io.kprov.cli;

import io.kprov.inventory.Lifetime;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of an option: a time as the inventory writes lifetimes. */
final class LifetimeOption implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Lifetime.parse(text)
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is not " + Lifetime.FORM));
    }
}
