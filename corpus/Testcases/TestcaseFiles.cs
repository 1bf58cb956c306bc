namespace QmpFuzz.Corpus.Testcases;

/// <summary>A testcase and the file that holds it.</summary>
public sealed record TestcaseFile(string Path, byte[] Testcase);

/// <summary>Finds the testcases that a user means: files, and folders of them. Every file is a valid one.</summary>
public static class TestcaseFiles
{
    public const string Extension = ".qmpt";

    /// <summary>
    /// Of a folder the <c>*.qmpt</c> in it at any depth (a finding, a folder of findings); if there are none, all files right in it (a
    /// queue). In the order of their names.
    /// </summary>
    public static IReadOnlyList<TestcaseFile> Read(IEnumerable<string> paths) =>
        [.. paths.SelectMany(Expand).Select(file => new TestcaseFile(file, File.ReadAllBytes(file)))];

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] named = Directory.GetFiles(path, "*" + Extension, SearchOption.AllDirectories);
        string[] all = named.Length > 0 ? named : [.. Directory.GetFiles(path).Where(file => !Path.GetFileName(file).StartsWith('.'))];
        return all.Order(StringComparer.Ordinal);
    }
}
