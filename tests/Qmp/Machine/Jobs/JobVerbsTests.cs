using QmpFuzz.Qmp.Machine.Jobs;

namespace QmpFuzz.Tests.Qmp.Machine.Jobs;

public sealed class JobVerbsTests
{
    // a column each for created, running, paused, ready, standby, waiting, pending, aborting, concluded, null
    [Theory]
    [InlineData("cancel", "1111111000")]
    [InlineData("pause", "1111100000")]
    [InlineData("resume", "1111100000")]
    [InlineData("set-speed", "1111100000")]
    [InlineData("complete", "0001000000")]
    [InlineData("finalize", "0000001000")]
    [InlineData("dismiss", "0000000010")]
    public void Verb_IsAllowed_InTheStatesOfQemusTable(string name, string inTurn)
    {
        JobVerb verb = Enum.GetValues<JobVerb>().Single(verb => JobVerbs.Name(verb) == name);

        Assert.Equal(inTurn, string.Concat(Enum.GetValues<JobStatus>().Select(status => JobVerbs.Allows(status, verb) ? '1' : '0')));
    }
}
