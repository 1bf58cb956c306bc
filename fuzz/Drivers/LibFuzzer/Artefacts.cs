namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Writes inputs that show something, and says where, in the words that scripts look for.</summary>
internal sealed class Artefacts(Flags flags, TextWriter errors)
{
    private const int LongestShown = 256;

    private readonly string _prefix = flags.Text("artifact_prefix") ?? "./";
    private readonly string? _exactPath = flags.Text("exact_artifact_path");

    /// <summary>Inputs that were named on the command line are there already.</summary>
    public bool IsSaving { get; init; } = true;

    private string PathOf(string kind, ReadOnlySpan<byte> unit) => _exactPath ?? $"{_prefix}{kind}{Units.NameOf(unit)}";

    public void Write(string kind, byte[] unit)
    {
        if (!IsSaving)
        {
            return;
        }

        bool isShort = unit.Length <= LongestShown;
        if (isShort)
        {
            errors.WriteLine(string.Concat(unit.Select(each => $"0x{each:x},")));
            errors.WriteLine(string.Concat(unit.Select(Visible)));
        }

        string path = PathOf(kind, unit);
        Units.WriteWhole(path, unit);
        errors.WriteLine($"artifact_prefix='{_prefix}'; Test unit written to {path}");
        if (isShort)
        {
            errors.WriteLine($"Base64: {Convert.ToBase64String(unit)}");
        }
    }

    private static string Visible(byte each) => each switch
    {
        (byte)'\\' => "\\\\",
        (byte)'"' => "\\\"",
        >= 32 and < 127 => $"{(char)each}",
        _ => $"\\{Convert.ToString(each, 8).PadLeft(3, '0')}",
    };
}
