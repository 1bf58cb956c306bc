using QmpFuzz.Corpus.Store;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Store;

public sealed class RegressionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Regression_ThatWasSaved_LoadsAsItWas()
    {
        Regression saved = new()
        {
            Name = "a-bug",
            Testcase = [0, 0xFF, (byte)'\n'],
            Title = "something: broke\ntwice",
            Rule = "answered-once",
            Since = new DateOnly(2026, 11, 21),
            State = RegressionState.KnownFailing,
        };
        saved.Save(_folder.Path);
        Regression loaded = Assert.Single(Regression.Load(_folder.Path));
        Assert.Equal(saved.Testcase, loaded.Testcase);
        Assert.Equal(saved with { Title = "something: broke twice", Testcase = loaded.Testcase }, loaded);
    }

    [Fact]
    public void Regression_WithoutAText_MustPass()
    {
        File.WriteAllBytes(_folder.File("alone.qmpt"), [1]);
        Regression loaded = Assert.Single(Regression.Load(_folder.Path));
        Assert.Equal(("alone", RegressionState.MustPass, null), (loaded.Name, loaded.State, loaded.Since));
    }

    [Fact]
    public void Save_OverAnotherRegression_IsRefused()
    {
        Regression regression = new() { Name = "a", Testcase = [1] };
        regression.Save(_folder.Path);
        Assert.Throws<IOException>(() => regression.Save(_folder.Path));
    }
}
