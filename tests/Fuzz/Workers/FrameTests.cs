using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Workers;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Workers;

public sealed class FrameTests
{
    [Fact]
    public void Options_WrittenAndRead_AreTheSame()
    {
        FuzzOptions options = new()
        {
            Folder = "out", Seeds = [new StoredTestcase("a", [1, 2])], Seed = 7, Dialect = ProtocolDialect.Qemu, Target = OwnTargets.Choose("Example.Killers", "A*", "B"), Dictionary = ["x=\"y\""],
        };
        FuzzOptions read = Read(Written(FrameKind.Options, options, []))!.Read<FuzzOptions>();
        Assert.Equal(options.Target.ToArguments(), read.Target.ToArguments());
        Assert.Same(ProtocolDialect.Qemu, read.Dialect);
        Assert.Equal([1, 2], Assert.Single(read.Seeds).Testcase);
        Assert.Equal(options.Dictionary, read.Dictionary);
        Assert.Equal(7UL, read.Seed);
    }

    [Fact]
    public void Frame_WithBytes_IsReadBack()
    {
        Frame frame = Read(Written(FrameKind.Kept, new KeptTestcase(5, 9, "op", true), [1, 2, 3]))!;
        Assert.Equal(FrameKind.Kept, frame.Kind);
        Assert.Equal(new KeptTestcase(5, 9, "op", true), frame.Read<KeptTestcase>());
        Assert.Equal([1, 2, 3], frame.Bytes);
    }

    [Fact]
    public void Frame_CutOffAnywhere_IsTheEnd()
    {
        byte[] whole = Written(FrameKind.Import, "name", [1, 2, 3]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Null(Read(whole[..length]));
        }
    }

    private static byte[] Written<T>(FrameKind kind, T value, byte[] bytes)
    {
        using MemoryStream stream = new();
        Frame.Write(stream, kind, value, bytes);
        return stream.ToArray();
    }

    private static Frame? Read(byte[] bytes) => Frame.ReadFrom(new MemoryStream(bytes));
}
