using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace QmpFuzz.Recorder.Tap;

/// <summary>A file name with times in it, in the words of strftime(3) that have one meaning in every country.</summary>
public sealed class FileNameFormat
{
    // conversion -> .NET's custom format
    private static readonly FrozenDictionary<char, string> Conversions = new Dictionary<char, string>
    {
        ['Y'] = "yyyy",
        ['y'] = "yy",
        ['m'] = "MM",
        ['d'] = "dd",
        ['H'] = "HH",
        ['M'] = "mm",
        ['S'] = "ss",
        ['F'] = "yyyy-MM-dd",
        ['T'] = "HH:mm:ss",
        ['R'] = "HH:mm",
    }.ToFrozenDictionary();

    private readonly string _format;

    private FileNameFormat(string format) => _format = format;

    /// <summary>Reads a format; on false, <paramref name="reason"/> says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FileNameFormat? format, out string reason)
    {
        reason = text.Length == 0 || text[0] == '.' || text.Contains('/', StringComparison.Ordinal) ? $"'{text}' is no file name" : FirstUnknown(text);
        format = reason.Length == 0 ? new FileNameFormat(text) : null;
        return format is not null;
    }

    public string At(DateTimeOffset time)
    {
        StringBuilder name = new();
        for (int at = 0; at < _format.Length; at++)
        {
            name.Append(_format[at] == '%' ? Convert(_format[++at], time) : _format[at].ToString());
        }

        return name.ToString();
    }

    private static string FirstUnknown(string text)
    {
        for (int at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 2))
        {
            if (at + 1 == text.Length || !(text[at + 1] is '%' or 's' or 'j' || Conversions.ContainsKey(text[at + 1])))
            {
                return $"'{text}': '{text[at..Math.Min(at + 2, text.Length)]}' is none of %Y %y %m %d %H %M %S %F %T %R %j %s %%";
            }

            if (at + 2 >= text.Length)
            {
                break;
            }
        }

        return "";
    }

    private static string Convert(char conversion, DateTimeOffset time) => conversion switch
    {
        '%' => "%",
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'j' => time.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
        _ => time.ToString(Conversions[conversion], CultureInfo.InvariantCulture),
    };
}
