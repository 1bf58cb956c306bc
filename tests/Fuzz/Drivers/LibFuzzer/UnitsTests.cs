using System.Text;
using QmpFuzz.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class UnitsTests
{
    [Fact]
    public void Write_AUnit_IsCalledByItsSha1()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(folder.File("a9993e364706816aba3e25717850c26c9cd0d89d"), Units.Write(folder.Path, "abc"u8));
        Assert.Equal("abc", Assert.Single(Directory.GetFiles(folder.Path).Select(File.ReadAllText)));
    }

    [Fact]
    public void Find_FoldersAndFiles_ComeSmallestFirstWithoutHiddenOnes()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("deep"));
        File.WriteAllText(folder.File("long"), "1234");
        File.WriteAllText(folder.File("deep/short"), "1");
        File.WriteAllText(folder.File(".hidden"), "");
        Assert.Equal([folder.File("deep/short"), folder.File("long")], Units.Find([folder.Path]));
        Assert.Equal([folder.File("long")], Units.Find([folder.File("long")]));
    }

    [Fact]
    public void Read_LongerThanAsked_IsCut()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("unit"), "12345");
        Assert.Equal("123", Encoding.UTF8.GetString(Units.Read(folder.File("unit"), 3)));
        Assert.Equal("12345", Encoding.UTF8.GetString(Units.Read(folder.File("unit"), 0)));
    }

    [Fact]
    public void LengthFor_FilesOfACorpus_IsTheLongestWithinBounds()
    {
        Assert.Equal(4096, Units.LengthFor([]));
        Assert.Equal(5000, Units.LengthFor([7, 5000]));
        Assert.Equal(1 << 20, Units.LengthFor([1L << 30]));
    }
}
