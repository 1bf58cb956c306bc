using QmpFuzz.Xunit;
using Xunit;

namespace Example;

public sealed class MyServerTests
{
    [Theory]
    [QmpRegressions("regressions")]
    public void Server_OnAnInputThatShowedABug_AnswersRightly(QmpRegression regression) => regression.Check(new MyServer());
}
