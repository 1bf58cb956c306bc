namespace QmpFuzz.Tests.Specimen;

/// <summary>One method a shape of control flow; each returns something that shows the way it went.</summary>
public static class Shapes
{
    private static readonly int[] Primes = MakePrimes();

    public static string If(int value) => value > 10 ? "big" : "small";

    public static string ShortCircuit(int value) => value > 0 && (value < 10 || value == 20) ? "in" : "out";

    public static int Loop(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += i % 3 == 0 ? i : -1;
        }

        return sum;
    }

    public static int LoopAtEntry(int count)
    {
        do
        {
            count -= 3;
        }
        while (count > 0);

        return count;
    }

    public static string Switch(int value) => value switch
    {
        0 or 1 => "a",
        2 => "b",
        3 or 5 => "c",
        4 => "d",
        6 => "e",
        _ => "other",
    };

    public static string Catch(int value)
    {
        string path = "";
        try
        {
            path += "try ";
            if (value == 0)
            {
                throw new InvalidOperationException("zero");
            }

            path += 100 / (value - 1);
        }
        catch (DivideByZeroException)
        {
            path += "division";
        }
        catch (InvalidOperationException failure) when (failure.Message.Length == 4 && value == 0)
        {
            path += "filtered";
        }
        finally
        {
            path += " finally";
        }

        return path;
    }

    public static int LeaveBackwards(int count)
    {
        int caught = 0;
        while (true)
        {
            try
            {
                if (count-- <= 0)
                {
                    return caught;
                }

                _ = Primes[count * 3];
            }
            catch (IndexOutOfRangeException)
            {
                caught++;
            }
        }
    }

    public static string NestedRegions(int value)
    {
        string path = "";
        try
        {
            try
            {
                path += Primes[value];
            }
            finally
            {
                path += value > 2 ? "f" : "g";
            }
        }
        catch (IndexOutOfRangeException)
        {
            try
            {
                path += int.Parse("x", System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (FormatException)
            {
                path += "nested";
            }
        }

        return path;
    }

    public static IEnumerable<int> Iterator(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i == 2)
            {
                yield return 200;
                continue;
            }

            yield return i;
        }
    }

    public static async Task<string> AsyncMethod(int value)
    {
        string path = "";
        for (int i = 0; i < value; i++)
        {
            await Task.Yield();
            path += i;
        }

        try
        {
            await Task.FromException(new InvalidOperationException("async"));
        }
        catch (InvalidOperationException failure)
        {
            path += failure.Message;
        }

        return path;
    }

    public static string Generic<T>(T left, T right)
        where T : IComparable<T> => left.CompareTo(right) < 0 ? $"{left}<{right}" : $"{left}>={right}";

    public static string Matches(object value) => value switch
    {
        int number and > 5 => "big number",
        int => "number",
        string { Length: > 3 } text => text[..3],
        null => "null",
        _ => "thing",
    };

    public static long Recursion(int depth) => depth <= 0 ? 1 : depth * Recursion(depth - 1);

    public static int Forever(int start)
    {
        while (start != -1)
        {
            start = (start + 2) & 0xFF;
        }

        return start;
    }

    private static int[] MakePrimes()
    {
        List<int> primes = [];
        for (int candidate = 2; primes.Count < 5; candidate++)
        {
            if (primes.TrueForAll(prime => candidate % prime != 0))
            {
                primes.Add(candidate);
            }
        }

        return [.. primes];
    }
}
