using System.Globalization;
using System.Text;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>Bytes of a peer for a reader: what would not show, or would turn the text around it, becomes an escape.</summary>
public static class VisibleText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            foreach (byte one in isText ? default : bytes[..length])
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
            }

            text.Append(isText ? Of(rune) : "");
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    public static string Of(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value == '\n' ? "\n" : Of(rune)));

    private static string Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control when rune.Value < 0x80 => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
        _ => rune.ToString(),
    };
}
