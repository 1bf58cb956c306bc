using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class BaseLineRuleTests
{
    [Theory]
    [InlineData(Remainder.Input)]
    [InlineData(Remainder.Suspension)]
    [InlineData(Remainder.Command)]
    [InlineData(Remainder.Descriptor)]
    [InlineData(Remainder.ReleasedDescriptor)]
    public void Server_ThatHoldsSomethingOfThoseWhoLeft_Breaks(Remainder remainder) =>
        Dialogue.InCommandMode().Leaves().LeavesBehind(remainder).Breaks("base-line", remainder.ToString());
}
