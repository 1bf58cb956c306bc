
namespace QmpFuzz.Tests.Support;

/// <summary>The fuzz target as it is published, once for all tests of it: an executable without anything of the build beside it.</summary>
public sealed class PublishedFuzzer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string Program => _folder.File("qmp_session_fuzzer");

    public async ValueTask InitializeAsync()
    {
        // a first restore brings the runtime of the platform
        using RunningProcess publish = RunningProcess.Start(Repository.PathOf("scripts/publish-fuzzer"), [Folder]);
        Assert.True(await publish.WaitAsync(300) == 0, publish.Output + publish.Errors);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts it in a folder of the test's.</summary>
    internal RunningProcess Start(string folder, params string[] arguments) => RunningProcess.Start(Program, arguments, folder);

    /// <summary>Runs it to its end.</summary>
    internal async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        using RunningProcess running = Start(folder, arguments);
        int code = await running.WaitAsync(120);
        return (code, running.Errors + running.Output);
    }
}

[CollectionDefinition(nameof(PublishedFuzzer))]
public sealed class UsersOfThePublishedFuzzer : ICollectionFixture<PublishedFuzzer>;
