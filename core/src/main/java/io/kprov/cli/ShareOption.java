package io.kprov.cli;

import io.kprov.procedure.Procedure.Share;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of an option: a number of hosts, or a share of them. */
final class ShareOption implements ITypeConverter<Share> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})(%?)");

    @Override
    public Share convert(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not of the form 3 or 10%");
        }
        return new Share(Integer.parseInt(matcher.group(1)), !matcher.group(2).isEmpty());
    }
}
