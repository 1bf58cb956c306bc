using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Tap;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Tap;

public sealed class WriteBehindTests : IDisposable
{
    private readonly FailingStream _disk = new();
    private readonly WriteBehind _behind = new();

    public void Dispose()
    {
        _behind.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void Complete_AfterBegin_ReturnsOnceItIsWritten()
    {
        using SessionWriter writer = new(_disk, SessionText.Header);
        for (int line = 1; line <= 1000; line++)
        {
            long before = _disk.Length;
            _behind.Begin(writer, writer.Line(0, SessionSide.Client, "a"u8), SessionSide.Client, 1);
            Assert.True(_behind.Complete());
            Assert.True(_disk.Length > before);
        }
    }

    [Fact]
    public void Complete_WithNothingBegun_HasNothingToDo() => Assert.False(_behind.Complete());

    [Fact]
    public void Complete_AfterAFailure_ThrowsItOnce()
    {
        using SessionWriter writer = new(_disk, SessionText.Header);
        _disk.RoomFor = 0;
        _behind.Begin(writer, writer.Line(0, SessionSide.Client, "a"u8), SessionSide.Client, 1);
        Assert.Throws<IOException>(() => _behind.Complete());
        Assert.False(_behind.Complete());
    }
}
