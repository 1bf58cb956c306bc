using System.Buffers;
using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Qmp.Machine;

/// <summary>getfd, closefd and the fd sets, through the core. Descriptors are only numbers here.</summary>
public sealed class DescriptorCommandsTests
{
    private const string NoneSupplied = """{"error": {"class": "GenericError", "desc": "No file descriptor supplied via SCM_RIGHTS"}}""";

    private readonly MonitorGroup _group = new(ProtocolDialect.Qemu, monitors: 2);

    public DescriptorCommandsTests()
    {
        Connect(0);
        Connect(1);
    }

    [Fact]
    public void GetFd_Names_TheSameNameReplaces_AndCloseFdCloses()
    {
        Assert.Equal("""{"return": {}}""", Ask("getfd", """{"fdname":"a"}""", descriptors: [50]));
        Assert.Equal("""{"return": {}}""", Ask("getfd", """{"fdname":"a"}""", descriptors: [51]));
        Assert.Equal([50], Released());
        Assert.Equal("""{"return": {}}""", Ask("closefd", """{"fdname":"a"}"""));
        Assert.Equal([51], Released());
        Assert.Equal(NotFound("a"), Ask("closefd", """{"fdname":"a"}"""));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\\u0000b", "\\u0000b")]
    [InlineData("\\u00e9", "\\u00E9")]
    [InlineData("\uD83D\uDE00", "\\uD83D\\uDE00")]
    public void GetFd_WithAnyName_IsFoundUnderItOnly(string name, string shown)
    {
        Assert.Equal("""{"return": {}}""", Ask("getfd", $$"""{"fdname":"{{name}}"}""", descriptors: [50]));
        Assert.Equal(NotFound(shown + "x"), Ask("closefd", $$"""{"fdname":"{{name}}x"}"""));
        Assert.Equal("""{"return": {}}""", Ask("closefd", $$"""{"fdname":"{{name}}"}"""));
        Assert.Equal([50], Released());
    }

    [Fact]
    public void GetFd_OnAnotherMonitor_GetsNothing_AndNamesAreApart()
    {
        _group.Attach(0, [50]);
        Assert.Equal(NoneSupplied, Ask("getfd", """{"fdname":"a"}""", monitor: 1));
        Assert.Equal("""{"return": {}}""", Ask("getfd", """{"fdname":"a"}"""));
        Assert.Equal(NotFound("a"), Ask("closefd", """{"fdname":"a"}""", monitor: 1));
    }

    [Fact]
    public void GetFd_NameWithADigit_TakesTheDescriptorAndReleasesIt()
    {
        Assert.Equal(
            """{"error": {"class": "GenericError", "desc": "Parameter 'fdname' expects a name not starting with a digit"}}""",
            Ask("getfd", """{"fdname":"0a"}""", descriptors: [50, 51]));
        Assert.Equal([50, 51], Released().Order());
        Assert.Equal(NoneSupplied, Ask("getfd", """{"fdname":"0a"}"""));
    }

    [Fact]
    public void AddFd_Returns_WhereItIs_AndQueryListsTheSetsHighestFirst()
    {
        Assert.Equal("""{"return": {"fd": 50, "fdset-id": 0}}""", Ask("add-fd", "{}", descriptors: [50]));
        Assert.Equal("""{"return": {"fd": 51, "fdset-id": 5}}""", Ask("add-fd", """{"fdset-id":5,"opaque":"o\u00e9\""}""", descriptors: [51]));
        Assert.Equal("""{"return": {"fd": 52, "fdset-id": 5}}""", Ask("add-fd", """{"fdset-id":5}""", descriptors: [52], monitor: 1));
        Assert.Equal(
            """{"return": [{"fds": [{"fd": 51, "opaque": "o\u00E9\""}, {"fd": 52}], "fdset-id": 5}, {"fds": [{"fd": 50}], "fdset-id": 0}]}""",
            Ask("query-fdsets", "{}"));
        Assert.Empty(Released());
    }

    [Fact]
    public void AddFd_WithANegativeId_ReleasesTheDescriptor()
    {
        Assert.Equal(
            """{"error": {"class": "GenericError", "desc": "Parameter 'fdset-id' expects a non-negative value"}}""",
            Ask("add-fd", """{"fdset-id":-1}""", descriptors: [50]));
        Assert.Equal([50], Released());
        Assert.Equal(NoneSupplied, Ask("add-fd", """{"fdset-id":-1}"""));
    }

    [Fact]
    public void RemoveFd_ReleasesWhatItNames_AndComplainsAboutTheRest()
    {
        Ask("add-fd", """{"fdset-id":1}""", descriptors: [50]);
        Ask("add-fd", """{"fdset-id":1}""", descriptors: [51]);

        Assert.Equal(NotFound("fdset-id:1, fd:2"), Ask("remove-fd", """{"fdset-id":1,"fd":2}"""));
        Assert.Equal(NotFound("fdset-id:2"), Ask("remove-fd", """{"fdset-id":2}"""));
        Assert.Equal("""{"return": {}}""", Ask("remove-fd", """{"fdset-id":1,"fd":50}"""));
        Assert.Equal([50], Released());
        Assert.Equal("""{"return": {}}""", Ask("remove-fd", """{"fdset-id":1}"""));
        Assert.Equal([51], Released());
    }

    [Fact]
    public void FdSets_GoWithTheLastClient_WhileTheMachineRuns()
    {
        Ask("add-fd", "{}", descriptors: [50]);
        _group.Disconnect(0);
        Assert.Empty(Released());
        _group.Disconnect(1);
        Assert.Equal([50], Released());
    }

    [Fact]
    public void FdSets_OfAStoppedMachine_Stay()
    {
        Ask("stop", "{}");
        Ask("add-fd", "{}", descriptors: [50]);
        _group.Disconnect(0);
        _group.Disconnect(1);
        Assert.Empty(Released());
    }

    [Fact]
    public void ReleaseDescriptors_GivesBackEverythingOnce()
    {
        Ask("add-fd", "{}", descriptors: [50]);
        Ask("getfd", """{"fdname":"a"}""", descriptors: [51]);
        _group.Attach(1, [52]);

        _group.ReleaseDescriptors();
        Assert.Equal([50, 51, 52], Released().Order());
        _group.ReleaseDescriptors();
        Assert.Empty(Released());
    }

    private static string NotFound(string name) => $$$"""{"error": {"class": "GenericError", "desc": "File descriptor named '{{{name}}}' not found"}}""";

    private void Connect(int monitor)
    {
        _group.Connect(monitor);
        _group.Receive(monitor, """{"execute":"qmp_capabilities"}"""u8);
        Said(monitor);
    }

    /// <summary>The last line of the answer: events come before it.</summary>
    private string Ask(string command, string arguments, int monitor = 0, params int[] descriptors)
    {
        if (descriptors.Length > 0)
        {
            _group.Attach(monitor, descriptors);
        }

        _group.Receive(monitor, Encoding.UTF8.GetBytes($$"""{"execute":"{{command}}","arguments":{{arguments}}}"""));
        return Said(monitor)[^1];
    }

    private string[] Said(int monitor)
    {
        ArrayBufferWriter<byte> output = new();
        _group.TakeOutput(monitor, output);
        return Encoding.ASCII.GetString(output.WrittenSpan).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private List<int> Released()
    {
        List<int> released = [];
        while (_group.TryTakeReleased(out int descriptor))
        {
            released.Add(descriptor);
        }

        released.Reverse();
        return released;
    }
}
