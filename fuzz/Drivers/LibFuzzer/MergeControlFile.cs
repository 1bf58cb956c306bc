using System.Globalization;
using System.Text;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>One file of a merge, and what it showed that none before it had; null: it was never run to its end.</summary>
internal sealed record MergedFile(string Path)
{
    public long Size { get; init; }

    public IReadOnlyList<int>? Features { get; init; }

    public IReadOnlyList<int> Edges { get; init; } = [];
}

/// <summary>
/// How far a merge is, in libFuzzer's format, so that a merge that was killed, or whose process an input killed, goes on:
/// <code>
/// 3                  files
/// 1                  of them, in the first folder
/// a                  their names, one a line
/// …
/// STARTED 0 123      number of the file, bytes; without the two lines below it ended the process
/// FT 0 1 4 6         features that none before it showed
/// COV 0 7 8          edges that none before it passed
/// </code>
/// </summary>
internal sealed record MergeControlFile(IReadOnlyList<MergedFile> Files, int FirstCount, int NextFile)
{
    /// <summary>The file at which the last process ended; null: it came to its end, or has not begun.</summary>
    public string? LastFailure => NextFile > 0 && Files[NextFile - 1].Features is null ? Files[NextFile - 1].Path : null;

    /// <summary>Writes one that nothing was run of yet.</summary>
    public static void Create(string path, IReadOnlyList<string> first, IReadOnlyList<string> others)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{first.Count + others.Count}\n{first.Count}\n");
        foreach (string file in (IEnumerable<string>)[.. first, .. others])
        {
            text.Append(file).Append('\n');
        }

        File.WriteAllText(path, text.ToString());
    }

    /// <summary>Null if it is none; a line that a killed process left unfinished is as good as none.</summary>
    public static MergeControlFile? Read(string path)
    {
        string[] lines = File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1] : [];
        if (lines.Length < 2 || !TryRead(lines[0], out int count) || !TryRead(lines[1], out int first) || count == 0 || first > count || lines.Length < 2 + count)
        {
            return null;
        }

        MergedFile[] files = [.. lines[2..(2 + count)].Select(name => new MergedFile(name))];
        int next = 0;
        foreach (string line in lines[(2 + count)..])
        {
            if (!TryTake(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), files, ref next))
            {
                return null;
            }
        }

        return new MergeControlFile(files, first, next);
    }

    public static string Started(int number, long size) => string.Create(CultureInfo.InvariantCulture, $"STARTED {number} {size}\n");

    public static string Finished(int number, IEnumerable<int> features, IEnumerable<int> edges) =>
        string.Create(CultureInfo.InvariantCulture, $"FT {number} {string.Join(' ', features)}\nCOV {number} {string.Join(' ', edges)}\n");

    private static bool TryTake(string[] words, MergedFile[] files, ref int next)
    {
        if (words.Length < 2 || !TryRead(words[1], out int number) || number != (words[0] == "STARTED" ? next : next - 1) || number >= files.Length)
        {
            return false;
        }

        int[] numbers = [.. words.Skip(2).Select(word => TryRead(word, out int value) ? value : -1)];
        switch (words[0])
        {
            case "STARTED": files[next++] = files[number] with { Size = numbers.FirstOrDefault() }; break;
            case "FT": files[number] = files[number] with { Features = numbers }; break;
            case "COV": files[number] = files[number] with { Edges = numbers }; break;
            default: return false;
        }

        return !numbers.Contains(-1);
    }

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
