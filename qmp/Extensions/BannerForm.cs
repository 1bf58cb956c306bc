using System.Text.Json;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// The form of the greeting: { "QMP": { "version": { "qemu": { "major", "minor", "micro": int }, "package": string }, "capabilities": [ string ] } }.
/// Where a dialect tells no version, there is none. What the version says is the server's own.
/// </summary>
internal static class BannerForm
{
    private static readonly (string Name, JsonValueKind Kind)[] OfVersion = [("qemu", JsonValueKind.Object), ("package", JsonValueKind.String)];

    private static readonly (string Name, JsonValueKind Kind)[] OfQemu =
        [("major", JsonValueKind.Number), ("minor", JsonValueKind.Number), ("micro", JsonValueKind.Number)];

    private static readonly (string Name, JsonValueKind Kind)[] Bare = [("capabilities", JsonValueKind.Array)];

    private static readonly (string Name, JsonValueKind Kind)[] OfBanner = [("version", JsonValueKind.Object), .. Bare];

    /// <summary>What is wrong with it, a line each.</summary>
    public static IEnumerable<string> Faults(JsonElement greeting, bool tellsVersion)
    {
        List<string> faults = [.. Members(greeting, "the greeting", ("QMP", JsonValueKind.Object))];
        if (Child(greeting, "QMP") is { } banner)
        {
            faults.AddRange(Members(banner, "QMP", tellsVersion ? OfBanner : Bare));
            faults.AddRange(Child(banner, "version") is { } version ? Members(version, "QMP.version", OfVersion) : []);
            faults.AddRange(Child(banner, "version") is { } outer && Child(outer, "qemu") is { } qemu ? Members(qemu, "QMP.version.qemu", OfQemu) : []);
        }

        return faults;
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static IEnumerable<string> Members(JsonElement value, string path, params (string Name, JsonValueKind Kind)[] expected)
    {
        foreach ((string name, JsonValueKind kind) in expected)
        {
            if (!value.TryGetProperty(name, out JsonElement member))
            {
                yield return $"{path} has no member '{name}'";
            }
            else if (member.ValueKind != kind)
            {
                yield return $"{path}.{name} is of another type";
            }
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!Array.Exists(expected, known => known.Name == member.Name))
            {
                yield return $"{path} has a member '{member.Name}' more";
            }
        }
    }
}
