namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class QueueLimitRuleTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void WhereNothingOvertakes_OneIsTaken(int commands, bool isFine) => Check(Dialogue.InCommandMode(), commands, isFine);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void WithOutOfBand_NineAreTaken(int commands, bool isFine) => Check(Dialogue.WithOutOfBand(), commands, isFine);

    private static void Check(Dialogue dialogue, int commands, bool isFine)
    {
        for (int i = 0; i < commands; i++)
        {
            dialogue.Client("""{"execute":"stop"}""");
        }

        dialogue.Rests();
        for (int i = 0; i < commands; i++)
        {
            dialogue.Server("""{"return": {}}""");
        }

        if (isFine)
        {
            dialogue.IsFine();
        }
        else
        {
            dialogue.Breaks("queue-limit", "beyond");
        }
    }
}
