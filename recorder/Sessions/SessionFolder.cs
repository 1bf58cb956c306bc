using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Recorder.Sessions;

/// <summary>
/// Where an import or a capture puts its sessions: one file each, with a group, an index and an offset from the first. A file appears
/// with its session's first record. Times are microseconds since 1970, as the source has them; the file's own count from its start.
/// </summary>
internal sealed class SessionFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _group;
    private readonly string _by;
    private readonly SecretRules? _secrets;
    private readonly List<SessionOutput> _sessions = [];

    /// <summary>Creates the folder (0700) if it is not there; a group whose name is taken in it gets a number.</summary>
    public SessionFolder(string folder, string group, string by, SecretRules? secrets)
    {
        Directory.CreateDirectory(folder, Private);
        (_folder, _by, _secrets) = (folder, by, secrets);
        _group = Enumerable.Range(1, int.MaxValue).Select(round => round == 1 ? group : $"{group}.{round}").First(name => !File.Exists(FileOf(name, 0)));
    }

    public IReadOnlyList<SessionOutput> Sessions => _sessions;

    /// <summary>Starts a session with what has to be said about all of it.</summary>
    public SessionOutput Start(long time, string source, params IEnumerable<string> notes)
    {
        SessionHeader header = new()
        {
            Started = DateTimeOffset.UnixEpoch.AddMicroseconds(time),
            Source = source,
            By = _by,
            Group = _group,
            Index = _sessions.Count,
            OffsetMicroseconds = _sessions.Count == 0 ? 0 : Math.Max(0, time - _sessions[0].Start),
        };
        SessionOutput session = new(FileOf(_group, _sessions.Count), header, time, _secrets is null ? null : new Redactor(_secrets));
        _sessions.Add(session);
        foreach (string note in notes)
        {
            session.Note(time, note);
        }

        return session;
    }

    public void Dispose()
    {
        foreach (SessionOutput session in _sessions)
        {
            session.Dispose();
        }
    }

    private string FileOf(string group, int index) => Path.Combine(_folder, $"{group}-{index:D4}{SessionFiles.Extension}");
}
