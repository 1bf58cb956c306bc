namespace QmpFuzz.Corpus.Sessions;

/// <summary>Finds the sessions that a user means: files, and folders of them.</summary>
public static class SessionFiles
{
    public const string Extension = ".qmps";

    /// <summary>
    /// Each folder gives way to the session files in it, ordered by group, index and name; what is no folder stays, and so does a folder
    /// without sessions: opening it says what is wrong.
    /// </summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) => [.. paths.SelectMany(ExpandOne)];

    private static IEnumerable<string> ExpandOne(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        List<(string? Group, int Index, string File)> found = [];
        foreach (string file in Directory.EnumerateFiles(path, "*" + Extension))
        {
            using SessionReader? reader = SessionReader.TryOpen(file, out _);
            found.Add((reader?.Header.Group, reader?.Header.Index ?? int.MaxValue, file));
        }

        return found.Count == 0
            ? [path]
            : found.OrderBy(session => session.Group, StringComparer.Ordinal)
                .ThenBy(session => session.Index)
                .ThenBy(session => session.File, StringComparer.Ordinal)
                .Select(session => session.File);
    }
}
