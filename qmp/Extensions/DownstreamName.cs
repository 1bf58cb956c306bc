using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// A name that a downstream gave: <c>__RFQDN_name</c>, as <c>__org.linux-kvm_enable_irqchip</c>. The domain is written from the top down
/// and has two labels or more of letters, digits and inner hyphens, so the first underscore behind it begins the rest.
/// </summary>
public sealed record DownstreamName(string Domain, string Rest)
{
    public const string Prefix = "__";

    private const int LongestLabel = 63;                    // RFC 1035, 2.3.4
    private const int LongestDomain = 253;

    /// <summary>Names that begin so are no upstream's.</summary>
    public static bool IsReserved(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads a name in the recommended form; on false, <paramref name="reason"/> says what is wrong with it.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out DownstreamName? parsed, out string reason)
    {
        parsed = null;
        reason = WhyNot(name, out int end);
        if (reason.Length > 0)
        {
            return false;
        }

        parsed = new DownstreamName(name[Prefix.Length..end], name[(end + 1)..]);
        return true;
    }

    public override string ToString() => $"{Prefix}{Domain}_{Rest}";

    private static string WhyNot(string name, out int end)
    {
        end = IsReserved(name) ? name.IndexOf('_', Prefix.Length) : -1;
        if (!IsReserved(name))
        {
            return "does not begin with __";
        }

        if (end < 0 || end == name.Length - 1)
        {
            return end < 0 ? "has no _ behind a domain" : "has nothing behind its domain";
        }

        string domain = name[Prefix.Length..end];
        string[] labels = domain.Split('.');
        return domain.Length > LongestDomain ? "has a domain that is too long"
            : labels.Length < 2 ? $"has '{domain}' where a reversed domain of two labels or more should be"
            : Array.Find(labels, label => !IsLabel(label)) is { } wrong ? $"has '{wrong}' for a label of its domain"
            : "";
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
