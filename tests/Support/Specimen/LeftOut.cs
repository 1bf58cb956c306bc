namespace QmpFuzz.Tests.Specimen;

/// <summary>A type that the tests leave out of the count.</summary>
public static class LeftOut
{
    public static int Loop(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += i;
        }

        return sum;
    }
}
