using QmpFuzz.Replay;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Tests.Replay.Binding;

public sealed class LiveValuesTests
{
    private const string Greeting = """{"QMP": {}}""";
    private const string AddFd = """{"execute":"add-fd"}""";

    private static readonly ReplayOptions AtMax = new() { Speed = PlaybackSpeed.Unlimited, Timeout = TimeSpan.FromSeconds(1), Compare = CompareLevel.Exact };

    /// <summary>What was asked, answered when recorded, answered live, then sent when recorded, and what has to be sent now.</summary>
    public static TheoryData<string, string, string, string, string> Uses() => new()
    {
        { AddFd, """{"return": {"fd": 11, "fdset-id": 0}}""", """{"return": {"fd": 13, "fdset-id": 4}}""", """{"execute":"remove-fd","arguments":{"fdset-id":0,"fd":11}}""", """{"execute":"remove-fd","arguments":{"fdset-id":4,"fd":13}}""" },
        { AddFd, """{"return": {"fd": 11, "fdset-id": 0}}""", """{"return": {"fd": 13, "fdset-id": 4}}""", """{"execute":"x","arguments":{"filename":"/dev/fdset/0"}}""", """{"execute":"x","arguments":{"filename":"/dev/fdset/4"}}""" },
        { AddFd, """{"return": {"fd": 11}}""", """{"return": {"fd": 13}}""", """{"execute":"x","arguments":{"size":11,"name":"11"}}""", """{"execute":"x","arguments":{"size":11,"name":"11"}}""" },
        { """{"execute":"chardev-add"}""", """{"return": {"pty": "/dev/pts/3"}}""", """{"return": {"pty": "/dev/pts/7"}}""", """{"execute":"x","arguments":{"path":"/dev/pts/3"}}""", """{"execute":"x","arguments":{"path":"/dev/pts/7"}}""" },
        { """{"execute":"query-cpus-fast"}""", """{"return": [{"qom-path": "/machine/unattached/device[0]"}]}""", """{"return": [{"qom-path": "/machine/unattached/device[2]"}]}""", """{"execute":"qom-get","arguments":{"path":"/machine/unattached/device[0]/rtc"}}""", """{"execute":"qom-get","arguments":{"path":"/machine/unattached/device[2]/rtc"}}""" },
        { """{"execute":"query-jobs"}""", """{"return": [{"id": "#block157"}]}""", """{"return": [{"id": "#block163"}]}""", """{"execute":"job-cancel","arguments":{"id":"#block157"}}""", """{"execute":"job-cancel","arguments":{"id":"#block163"}}""" },

        // another order in a list is no other value
        { """{"execute":"qom-list"}""", """{"return": ["device[1]", "device[2]"]}""", """{"return": ["device[2]", "device[1]"]}""", """{"execute":"x","arguments":{"name":"device[1]"}}""", """{"execute":"x","arguments":{"name":"device[1]"}}""" },

        // what a person called it is not the server's
        { """{"execute":"query-name"}""", """{"return": {"name": "running"}}""", """{"return": {"name": "paused"}}""", """{"execute":"x","arguments":{"until":"running"}}""", """{"execute":"x","arguments":{"until":"running"}}""" },
        { """{"execute":"add","arguments":{"id":"disk0"}}""", """{"return": {"id": "disk0"}}""", """{"return": {"id": "disk1"}}""", """{"execute":"del","arguments":{"id":"disk0"}}""", """{"execute":"del","arguments":{"id":"disk0"}}""" },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public void Value_ThatTheServerMadeUp_IsReplacedWhereItIsUsed(string command, string recorded, string live, string use, string sent) => PlaybackDialogue
        .Of(AtMax, $"0 S {Greeting}", $"1 C {command}", $"2 S {recorded}", $"3 C {use}")
        .Connects(0).Server(0, Greeting).Sends(0, command).Server(0, live)
        .Sends(0, sent);

    [Fact]
    public void Value_OfAnEvent_IsUsedToo() => PlaybackDialogue
        .Of(AtMax, $"0 S {Greeting}", $"1 C {AddFd}", """2 S {"event": "ADDED", "data": {"path": "/machine/peripheral/x9"}}""", """3 C {"execute":"x","arguments":{"p":"/machine/peripheral/x9"}}""")
        .Connects(0).Server(0, Greeting).Sends(0, AddFd).Server(0, """{"event": "ADDED", "data": {"path": "/machine/peripheral/x8"}}""")
        .WaitsUntil(501)                                    // another text: it is taken for the recorded one when nothing better came
        .Sends(501, """{"execute":"x","arguments":{"p":"/machine/peripheral/x8"}}""");

    [Fact]
    public void Value_AcrossTwoChunks_IsReplacedAsAWhole() => PlaybackDialogue
        .Of(AtMax, $"0 S {Greeting}", $"1 C {AddFd}", """2 S {"return": {"fd": 110}}""", """3 C {"execute":"x","arguments":{"fd":1""", """4 C 10}}""")
        .Connects(0).Server(0, Greeting).Sends(0, AddFd).Server(0, """{"return": {"fd": 7}}""")
        .Sends(0, """{"execute":"x","arguments":{"fd":7""")
        .Sends(0, "}}");

    [Fact]
    public void Choice_OfTheServer_IsNoDivergenceEvenExactly() => PlaybackDialogue
        .Of(AtMax, $"0 S {Greeting}", $"1 C {AddFd}", """2 S {"return": {"fd": 11}}""", """3 C {"execute":"x","arguments":{"fd":11}}""", """4 S {"return": "closed fd:11"}""")
        .Connects(0).Server(0, Greeting).Sends(0, AddFd).Server(0, """{"return": {"fd": 13}}""")
        .Sends(0, """{"execute":"x","arguments":{"fd":13}}""")
        .Server(0, """{"return": "closed fd:11"}""")
        .Diverges();

    [Fact]
    public void TemporaryFolder_OfTheRecordedMachine_BecomesTheTargets()
    {
        const string use = """{"execute":"migrate","arguments":{"uri":"exec:cat>/var/cap.9cic72me/state"}}""";
        const string sent = """{"execute":"migrate","arguments":{"uri":"exec:cat>/work-of-target/state"}}""";
        PlaybackDialogue.In("/work-of-target", AtMax, $"0 S {Greeting}", $"1 C {use}", """2 S {"return": "in /var/cap.9cic72me"}""")
            .Connects(0).Server(0, Greeting).Sends(0, sent)
            .Server(0, """{"return": "in /work-of-target"}""")
            .Diverges();
        PlaybackDialogue.Of(AtMax, $"0 S {Greeting}", $"1 C {use}").Connects(0).Server(0, Greeting).Sends(0, use);
    }
}
