using System.Security.Cryptography;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Recorder.Import;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Cli.Nightly;

/// <summary>
/// Recordings that people drop for the nights. Each file is imported once, by its content, into <c>recordings/</c> beside the campaigns,
/// secrets masked; campaigns start from all that is there. The drop folder itself is only read.
/// </summary>
internal sealed class DropFolder(string folder)
{
    private readonly string _recordings = Path.Combine(folder, "recordings");
    private readonly string _imported = Path.Combine(folder, "imported");

    /// <summary>Imports what is new; says what became of each file.</summary>
    public IReadOnlyList<string> Import(string? drop)
    {
        if (drop is null || !Directory.Exists(drop))
        {
            return [];
        }

        HashSet<string> known = File.Exists(_imported) ? [.. File.ReadAllLines(_imported)] : [];
        List<string> said = [];
        foreach (string file in Directory.EnumerateFiles(drop, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            string digest = Digest(file);
            if (known.Add(digest))
            {
                said.Add(Import(file, digest));
                File.AppendAllText(_imported, digest + "\n");
            }
        }

        return said;
    }

    /// <summary>What the recorded clients did, as testcases.</summary>
    public IReadOnlyList<StoredTestcase> Testcases() => !Directory.Exists(_recordings) ? [] :
    [
        .. SessionFiles.Expand([_recordings])
            .Select(file => new { Name = Path.GetFileName(file), Testcase = RecordedTestcase.Read([file], out _) })
            .Where(recorded => recorded.Testcase is { Length: > 0 })
            .Select(recorded => new StoredTestcase(recorded.Name, recorded.Testcase!)),
    ];

    private string Import(string file, string digest)
    {
        Directory.CreateDirectory(_recordings, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (file.EndsWith(SessionFiles.Extension, StringComparison.Ordinal))
        {
            File.Copy(file, Path.Combine(_recordings, $"{digest[..12]}-{Path.GetFileName(file)}"), overwrite: true);
            return $"{file}: taken";
        }

        ImportedFile imported = Importer.Import(file, new ImportOptions { Folder = _recordings, Secrets = SecretRules.Default });
        return imported.Fault is { } fault ? $"{fault}" : $"{file}: {imported.Sessions.Length} sessions";
    }

    private static string Digest(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
