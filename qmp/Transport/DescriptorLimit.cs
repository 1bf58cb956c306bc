using System.Globalization;

namespace QmpFuzz.Qmp.Transport;

/// <summary>How many descriptors connections may take: the rest is for the runtime, which ends the process where it finds none.</summary>
internal static class DescriptorLimit
{
    private const string Limits = "/proc/self/limits";
    private const string OpenFiles = "Max open files";
    private const int Reserve = 100;
    private const int Least = 16;

    public static int ForConnections { get; } = Read();

    private static int Read()
    {
        string? line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(OpenFiles, StringComparison.Ordinal)) : null;
        string? soft = line?[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int limit) ? Math.Max(Least, limit - Reserve) : int.MaxValue;
    }
}
