using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Redaction;
using QmpFuzz.Recorder.Tap;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Tap;

public sealed class SessionLogTests : IDisposable
{
    private static readonly RecordingOptions Open = new() { Listen = QmpEndpoint.Unix("l"), Connect = QmpEndpoint.Unix("c"), Folder = "f" };

    private readonly RetryClock _clock = new() { Microseconds = 1000 };
    private readonly FailingStream _disk = new();
    private readonly List<RecordingEvent> _said = [];

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Chunks_WithAClock_HaveTheTimeSinceTheSessionBegan()
    {
        using SessionLog log = Create(Open);
        _clock.Microseconds += 7;
        Assert.True(log.TryWriteChunk(SessionSide.Client, "a"u8));
        _clock.Microseconds += 5;
        log.Write(new CloseRecord(0, SessionSide.Client));
        Assert.Equal(SessionText.Write(SessionText.Client(7, "a"), new CloseRecord(12, SessionSide.Client)), _disk.ToArray());
    }

    [Fact]
    public void FullDisk_FailOpen_LeavesWholeLinesAndNotesTheGapLater()
    {
        using SessionLog log = Create(Open);
        Assert.True(log.TryWriteChunk(SessionSide.Client, "first"u8));
        _disk.RoomFor = 3;
        _clock.Microseconds += 10;
        Assert.True(log.TryWriteChunk(SessionSide.Server, "lost"u8));
        Assert.Equal(SessionText.Write(SessionText.Client(0, "first")), _disk.ToArray());
        Assert.True(log.TryWriteChunk(SessionSide.Client, "lost too"u8));
        log.Write(new EndOfInputRecord(0, SessionSide.Client));
        Assert.Equal(1, _clock.Ring());
        Assert.IsType<LogFailed>(Assert.Single(_said));

        _disk.RoomFor = long.MaxValue;
        _clock.Microseconds += 10;
        _clock.Ring();
        Assert.True(log.TryWriteChunk(SessionSide.Server, "again"u8));
        Assert.Equal(
            SessionText.Write(
                SessionText.Client(0, "first"),
                new GapRecord(10, SessionSide.Client, 8),
                new GapRecord(10, SessionSide.Server, 4),
                new NoteRecord(10, "the log could not be written: No space left on device"),
                new EndOfInputRecord(10, SessionSide.Client),
                SessionText.Server(20, "again")),
            _disk.ToArray());
        Assert.Equal(new LogResumed("log", 8, 4), _said[^1]);
        Assert.Equal(0, _clock.Ring());
    }

    [Fact]
    public void FullDisk_WithRoomForHalfAGap_WritesTheGapOnce()
    {
        using SessionLog log = Create(Open);
        _disk.RoomFor = 0;
        Assert.True(log.TryWriteChunk(SessionSide.Client, "lost"u8));
        _disk.RoomFor = 20;
        _clock.Ring();
        _disk.RoomFor = long.MaxValue;
        _clock.Ring();
        Assert.Single(SessionText.Read(_disk.ToArray()).Records.OfType<GapRecord>());
    }

    [Fact]
    public void FullDisk_UntilTheEnd_SaysWhatIsMissing()
    {
        using (SessionLog log = Create(Open))
        {
            _disk.RoomFor = 0;
            Assert.True(log.TryWriteChunk(SessionSide.Server, "lost"u8));
        }

        Assert.Equal(new LogAbandoned("log", 0, 4), _said[^1]);
    }

    [Fact]
    public void FullDisk_FailClosed_EndsTheSession()
    {
        using SessionLog log = Create(Open with { FailClosed = true });
        _disk.RoomFor = 0;
        Assert.False(log.TryWriteChunk(SessionSide.Client, "lost"u8));
    }

    [Fact]
    public void Chunk_ThatWasBegun_StandsBeforeWhateverComesNext()
    {
        using SessionLog log = Create(Open);
        Assert.True(log.TryBeginChunk(SessionSide.Client, "a"u8));
        _clock.Microseconds += 5;
        Assert.True(log.TryBeginChunk(SessionSide.Server, "b"u8));
        Assert.True(log.TryWriteChunk(SessionSide.Client, "c"u8));
        Assert.True(log.TryBeginChunk(SessionSide.Client, "d"u8));
        log.Write(new CloseRecord(0, SessionSide.Client));
        Assert.Equal(
            SessionText.Write(
                SessionText.Client(0, "a"),
                SessionText.Server(5, "b"),
                SessionText.Client(5, "c"),
                SessionText.Client(5, "d"),
                new CloseRecord(5, SessionSide.Client)),
            _disk.ToArray());
    }

    [Fact]
    public void Chunk_ThatWasBegun_IsInTheFileOnceItIsFinished()
    {
        using SessionLog log = Create(Open);
        for (int chunk = 1; chunk <= 1000; chunk++)
        {
            Assert.True(log.TryBeginChunk(SessionSide.Client, "a"u8));
            Assert.True(log.TryFinishChunk());
            Assert.Equal(SessionText.Write([.. Enumerable.Repeat(SessionText.Client(0, "a"), chunk)]).Length, _disk.Length);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FullDisk_UnderAChunkThatWasBegun_LosesThatAndTheNext(bool failClosed)
    {
        using SessionLog log = Create(Open with { FailClosed = failClosed });
        _disk.RoomFor = 3;
        Assert.True(log.TryBeginChunk(SessionSide.Client, "lost"u8));
        Assert.Equal(!failClosed, log.TryBeginChunk(SessionSide.Server, "lost too"u8));
        Assert.Equal(!failClosed, log.TryFinishChunk());
        Assert.Equal(SessionText.Write(), _disk.ToArray());
        _disk.RoomFor = long.MaxValue;
        _clock.Ring();
        Assert.Equal(new LogResumed("log", 4, 8), _said[^1]);
    }

    [Fact]
    public void DeviceThatIsAlwaysFull_IsAsAFullDisk()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        bool full = true;
        using SessionLog log = new("log", _ => full ? new SessionWriter(DevFull(), SessionText.Header) : Writer(), Open, _clock, _said.Add);
        Assert.True(log.TryOpen());
        Assert.True(log.TryWriteChunk(SessionSide.Client, "lost"u8));
        Assert.Contains("No space left", Assert.IsType<LogFailed>(Assert.Single(_said)).Reason, StringComparison.Ordinal);
        full = false;
        _clock.Ring();
        Assert.Equal(new LogResumed("log", 4, 0), _said[^1]);

        using SessionLog closed = new("log", _ => new SessionWriter(DevFull(), SessionText.Header), Open with { FailClosed = true }, _clock, _said.Add);
        Assert.False(closed.TryOpen());

        static FileStream DevFull() => new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    [Fact]
    public void Secret_ThatBeganInAGap_IsMaskedWhereItEnds()
    {
        using SessionLog log = Create(Open with { Secrets = SecretRules.Default });
        log.TryWriteChunk(SessionSide.Client, "{'execute':'set_password','arguments':{'pass"u8);
        _disk.RoomFor = 0;
        log.TryWriteChunk(SessionSide.Client, "word':'hunt"u8);
        _disk.RoomFor = long.MaxValue;
        _clock.Ring();
        log.TryWriteChunk(SessionSide.Client, "er2'}}"u8);
        log.TryWriteChunk(SessionSide.Server, "{'error':{'desc':'hunter2'}}"u8);
        SessionText.Reading recording = SessionText.Read(_disk.ToArray());
        Assert.Single(recording.Records.OfType<GapRecord>());
        Assert.Equal("{'execute':'set_password','arguments':{'pass***'}}"u8.ToArray(), recording.Bytes(SessionSide.Client));
        Assert.Equal("{'error':{'desc':'*******'}}"u8.ToArray(), recording.Bytes(SessionSide.Server));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void File_ThatCannotBeCreated_IsTriedAgainUnlessFailClosed(bool failClosed)
    {
        int attempts = 0;
        using SessionLog log = new("log", _ => ++attempts == 1 ? throw new IOException("full") : Writer(), Open with { FailClosed = failClosed }, _clock, _said.Add);
        Assert.Equal(!failClosed, log.TryOpen());
        log.TryWriteChunk(SessionSide.Client, "lost"u8);
        _clock.Ring();
        log.TryWriteChunk(SessionSide.Client, "kept"u8);
        Assert.Equal("kept"u8.ToArray(), SessionText.Read(_disk.ToArray()).Bytes(SessionSide.Client));
    }

    [Fact]
    public void Secret_InAChunk_IsMaskedAndCountedInANote()
    {
        using (SessionLog log = Create(Open with { Secrets = SecretRules.Default }))
        {
            log.TryWriteChunk(SessionSide.Client, "{'password':'ab'}"u8);
        }

        SessionText.Reading recording = SessionText.Read(_disk.ToArray());
        Assert.Equal("{'password':'**'}"u8.ToArray(), recording.Bytes(SessionSide.Client));
        Assert.Equal(new NoteRecord(0, "1 secret redacted"), recording.Records[^1]);
    }

    [Theory]
    [InlineData(300, 18, false)]
    [InlineData(300, 18, true)]
    [InlineData(2 << 20, 200_000, true)]
    public void File_OfTheLargestSize_IsContinuedInTheNextWithTimesOfItsOwn(long size, int length, bool begun)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)'x');
        List<MemoryStream> files = [];
        using (SessionLog log = new("log", part => new SessionWriter(Stream(part), SessionText.Header with { Continues = part == 0 ? null : "before" }), Open with { MaxBytes = size }, _clock, _said.Add))
        {
            Assert.True(log.TryOpen());
            for (int chunk = 0; chunk < 40; chunk++)
            {
                _clock.Microseconds += 10;
                Assert.True(begun ? log.TryBeginChunk(SessionSide.Client, bytes) : log.TryWriteChunk(SessionSide.Client, bytes));
            }
        }

        SessionText.Reading[] parts = [.. files.Select(file => SessionText.Read(file.ToArray()))];
        Assert.True(parts.Length > 2);
        Assert.Equal(parts.Length - 1, _said.OfType<LogContinued>().Count());
        Assert.Equal(40 * length, parts.Sum(part => part.Bytes(SessionSide.Client).Length));
        Assert.All(parts[1..], part => Assert.Equal(("before", 0L), (part.Header.Continues, part.Records[0].Microseconds)));

        MemoryStream Stream(int part)
        {
            Assert.Equal(files.Count, part);
            files.Add(new MemoryStream());
            return files[^1];
        }
    }

    [Fact]
    public void Messages_WhenAskedFor_AreToldAsTheyAreRecorded()
    {
        using SessionLog log = Create(Open with { TellsMessages = true, Secrets = SecretRules.Default });
        log.TryWriteChunk(SessionSide.Client, "{\"execute\":\"x\",\"password\":\"pw\"}"u8);
        TimelineEntry entry = Assert.IsType<MessageRecorded>(Assert.Single(_said)).Entry;
        Assert.Equal("{\"execute\":\"x\",\"password\":\"**\"}"u8.ToArray(), entry.Text.ToArray());
    }

    private SessionLog Create(RecordingOptions options)
    {
        SessionLog log = new("log", _ => Writer(), options, _clock, _said.Add);
        Assert.True(log.TryOpen());
        return log;
    }

    private SessionWriter Writer() => new(_disk, SessionText.Header);
}
