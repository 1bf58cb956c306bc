using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>
/// HTML, as opposed to text. The only ways to it are a literal template and an asset of ours: whatever is put into a template is escaped,
/// so that nothing a peer sent can be markup.
/// </summary>
public readonly record struct HtmlText
{
    private readonly string? _text;

    private HtmlText(string text) => _text = text;

    public static HtmlText Empty => default;

    /// <summary>A template: <c>HtmlText.Of($"&lt;b&gt;{anything}&lt;/b&gt;")</c>; attributes stand in double quotes.</summary>
    public static HtmlText Of(HtmlTemplate template) => new(template.ToString());

    /// <summary>A file of ours that goes into the page as it is.</summary>
    internal static HtmlText Asset(string text) => new(text);

    public override string ToString() => _text ?? "";
}

/// <summary>Puts values into a template: HTML as it is, everything else escaped.</summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlTemplate
{
    private readonly StringBuilder _text;

    public HtmlTemplate(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(HtmlText html) => _text.Append(html);

    public void AppendFormatted(IEnumerable<HtmlText> parts)
    {
        foreach (HtmlText part in parts)
        {
            _text.Append(part);
        }
    }

    public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(text ?? ""));

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
