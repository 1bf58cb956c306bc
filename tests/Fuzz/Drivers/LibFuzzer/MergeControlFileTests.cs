using QmpFuzz.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class MergeControlFileTests
{
    private const string Head = "3\n1\na\nb\nc\n";

    public static TheoryData<string> Broken() => new("", "x\n", "3\n1\na\nb\n", "0\n0\n", "2\n3\na\nb\n", Head + "STARTED 1 5\n", Head + "FT 0 1\n", Head + "STARTED 0 5\nFT 1 4\n", Head + "STARTED 0 5\nFT 0 x\n", Head + "NONSENSE 0\n");

    [Fact]
    public void Create_Read_HasRunNothing()
    {
        using TemporaryFolder folder = new();
        MergeControlFile.Create(folder.File("control"), ["a"], ["b", "c"]);
        Assert.Equal(Head, File.ReadAllText(folder.File("control")));
        MergeControlFile control = MergeControlFile.Read(folder.File("control"))!;
        Assert.Equal(["a", "b", "c"], control.Files.Select(file => file.Path));
        Assert.Equal((1, 0, null), (control.FirstCount, control.NextFile, control.LastFailure));
    }

    [Fact]
    public void Read_ProcessThatDied_GoesOnBehindTheFileThatKilledIt()
    {
        MergeControlFile control = Read(Head + MergeControlFile.Started(0, 123) + MergeControlFile.Finished(0, [1, 4, 6], [7, 8]) + MergeControlFile.Started(1, 9))!;
        Assert.Equal((2, "b"), (control.NextFile, control.LastFailure));
        Assert.Equal(123, control.Files[0].Size);
        Assert.Equal([1, 4, 6], control.Files[0].Features!);
        Assert.Equal([7, 8], control.Files[0].Edges);
        Assert.Null(control.Files[1].Features);
    }

    [Fact]
    public void Read_FileThatShowedNothingNew_WasRunAllTheSame()
    {
        MergeControlFile control = Read(Head + MergeControlFile.Started(0, 1) + MergeControlFile.Finished(0, [], []))!;
        Assert.Empty(control.Files[0].Features!);
        Assert.Null(control.LastFailure);
    }

    [Fact]
    public void Read_LineThatWasNotFinished_IsLeftOut() => Assert.Equal(1, Read(Head + MergeControlFile.Started(0, 1) + "FT 0 1 4")!.NextFile);

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_WhatIsNone_IsNull(string text) => Assert.Null(Read(text));

    private static MergeControlFile? Read(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("control"), text);
        return MergeControlFile.Read(folder.File("control"));
    }
}
