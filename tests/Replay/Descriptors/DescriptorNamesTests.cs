using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Binding;
using QmpFuzz.Replay.Descriptors;
using QmpFuzz.Replay.Tape;
using QmpFuzz.Replay.Timing;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Replay.Descriptors;

public sealed class DescriptorNamesTests
{
    [Fact]
    public void Descriptors_OfAChunk_AreNamedByTheCommandsThatTakeThem()
    {
        PlaybackStep[] steps = Read(
            new DescriptorsRecord(1, SessionSide.Client, 1),
            SessionText.Client(1, """{"execute":"query-name"}"""),
            SessionText.Client(2, """{"execute":"getfd","arguments":{"fdname":"tap0"}}"""),
            new DescriptorsRecord(3, SessionSide.Client, 2),
            SessionText.Client(3, """{"execute":"add-fd","arguments":{"opaque":"disk"}}"""));
        Assert.Equal(
            [new RecordedDescriptor("tap0", false), new RecordedDescriptor("disk", true), new RecordedDescriptor(null, false)],
            steps.SelectMany(step => step.Descriptors));
        Assert.Equal([0, 1, 0, 2], steps.Select(step => step.Descriptors.Length));
    }

    [Fact]
    public void File_ThatTheUserNamed_IsOpened()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("disk.img"), "12345");
        ImmutableDictionary<string, string> named = ImmutableDictionary<string, string>.Empty.Add("disk", folder.File("disk.img"));
        using SafeFileHandle given = DescriptorSource.Open(new RecordedDescriptor("disk", true), named);
        using SafeFileHandle memory = DescriptorSource.Open(new RecordedDescriptor("other", true), named);
        using SafeFileHandle nothing = DescriptorSource.Open(new RecordedDescriptor(null, false), named);
        Assert.Equal(5, RandomAccess.GetLength(given));
        Assert.True(RandomAccess.GetLength(memory) > 1 << 20);
        Assert.Equal(0, RandomAccess.Read(nothing, new byte[1], 0));
        Assert.Throws<FileNotFoundException>(() => DescriptorSource.Open(new RecordedDescriptor("disk", true), named.SetItem("disk", folder.File("none"))));
    }

    private static PlaybackStep[] Read(params SessionRecord[] records) =>
        [.. SessionTape.Read(new Recording("a", SessionText.Header, records), 0, coalesce: false, BindingSources.None).OfType<StepEntry>().Select(entry => entry.Step)];
}
