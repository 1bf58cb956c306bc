using System.Security.Cryptography;
using QmpFuzz.Corpus.Store;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>Inputs as libFuzzer keeps them: files called by the SHA-1 of what is in them.</summary>
internal static class Units
{
    private const int LongestDefault = 1 << 20;
    private const int ShortestDefault = 4096;

    /// <summary>The name: SHA-1, because that is what libFuzzer's folders hold; nothing is protected by it.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "the name that others expect, not a protection")]
    public static string NameOf(ReadOnlySpan<byte> unit) => Convert.ToHexStringLower(SHA1.HashData(unit));

    /// <summary>All files below these folders (and single files), smallest first; hidden ones are passed over.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) =>
    [
        .. paths.SelectMany(path => File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            .Where(file => !Path.GetFileName(file).StartsWith('.'))
            .Select(file => (Path: file, new FileInfo(file).Length))
            .OrderBy(file => file.Length)
            .ThenBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => file.Path),
    ];

    /// <summary>Longest input to make where nobody said it.</summary>
    public static int LengthFor(IEnumerable<long> lengths) => (int)Math.Clamp(lengths.DefaultIfEmpty().Max(), ShortestDefault, LongestDefault);

    public static byte[] Read(string file, int longest)
    {
        byte[] unit = File.ReadAllBytes(file);
        return longest > 0 && unit.Length > longest ? unit[..longest] : unit;
    }

    public static StoredTestcase Load(string file, int longest) => new(Path.GetFileName(file), Read(file, longest));

    /// <summary>Puts it into a folder, whole or not at all; returns the path.</summary>
    public static string Write(string folder, ReadOnlySpan<byte> unit)
    {
        string path = Path.Combine(folder, NameOf(unit));
        WriteWhole(path, unit);
        return path;
    }

    public static void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        string partial = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Environment.ProcessId}");
        File.WriteAllBytes(partial, bytes);
        File.Move(partial, path, overwrite: true);
    }
}
