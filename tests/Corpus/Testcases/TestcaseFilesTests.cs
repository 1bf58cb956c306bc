using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Testcases;

public sealed class TestcaseFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_WithTestcases_IsThoseAtAnyDepth()
    {
        Directory.CreateDirectory(_folder.File("a"));
        Write("a/two.qmpt", "z.qmpt", "report.txt");
        Assert.Equal(["a/two.qmpt", "z.qmpt"], Names(_folder.Path));
    }

    [Fact]
    public void Folder_WithoutTestcases_IsAllItsFiles()
    {
        Write("id:000001", "id:000000", ".hidden");
        Assert.Equal(["id:000000", "id:000001"], Names(_folder.Path));
    }

    [Fact]
    public void File_OfAnyName_IsATestcase()
    {
        Write("x");
        Assert.Equal(["x"], Names(_folder.File("x")));
    }

    private void Write(params string[] names) => Array.ForEach(names, name => File.WriteAllText(_folder.File(name), name));

    private string[] Names(string path) => [.. TestcaseFiles.Read([path]).Select(file => Path.GetRelativePath(_folder.Path, file.Path))];
}
