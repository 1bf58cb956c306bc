using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Targets.Live;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>
/// The frames of an exception that belong to the code under test, innermost first, under names that stay the same from build to
/// build: async methods, iterators, lambdas and local functions carry the name of the method they stand in.
/// </summary>
public static class TargetStack
{
    /// <summary>Frames that make a signature.</summary>
    public const int Depth = 3;

    // <Receive>d__12.MoveNext, <>c__DisplayClass3_0.<Receive>b__1, <Receive>g__Next|4_0
    private static readonly Regex CompilerMade = new("<(?<method>[^<>]+)>[a-z]__", RegexOptions.CultureInvariant);

    /// <summary>What a signature calls the place: the type of the exception and the top frames of the target.</summary>
    public static string PlaceOf(Exception failure, int depth = Depth)
    {
        if (failure is LiveFailure live)
        {
            return live.Place;
        }

        string[] frames = [.. WithoutRecursion(Frames(failure)).Take(depth)];
        return frames.Length == 0 ? failure.GetType().Name : $"{failure.GetType().Name} in {string.Join(" < ", frames)}";
    }

    /// <summary>The innermost frame of the target, for a reader; with its line where there are symbols.</summary>
    public static string TopOf(Exception failure) =>
        new StackTrace(failure, fNeedFileInfo: true).GetFrames().FirstOrDefault(IsTarget) is { } top
            ? $"{NameOf(top.GetMethod()!)}{(top.GetFileLineNumber() > 0 ? $", {top.GetFileName()}:{top.GetFileLineNumber()}" : "")}"
            : failure is LiveFailure live ? live.Where : failure.GetType().Name;

    private static IEnumerable<string> Frames(Exception failure) => new StackTrace(failure, fNeedFileInfo: false)
        .GetFrames()
        .Where(IsTarget)
        .Select(frame => NameOf(frame.GetMethod()!));

    /// <summary>How deep a recursion went when it failed makes no other bug.</summary>
    private static IEnumerable<string> WithoutRecursion(IEnumerable<string> frames)
    {
        string? last = null;
        foreach (string frame in frames)
        {
            if (frame != last)
            {
                yield return frame;
            }

            last = frame;
        }
    }

    /// <summary>Neither the framework, nor what drives the target, nor what was put into it.</summary>
    private static bool IsTarget(StackFrame frame)
    {
        if (frame.GetMethod() is not { DeclaringType: { } type })
        {
            return false;
        }

        string assembly = type.Assembly.GetName().Name ?? "";
        bool framework = assembly.StartsWith("System.", StringComparison.Ordinal) || assembly is "System" or "mscorlib" or "netstandard";
        bool driver = assembly.StartsWith("QmpFuzz.Fuzz", StringComparison.Ordinal);
        return !framework && !driver && type.Namespace != "QmpFuzz.Instrumentation";
    }

    private static string NameOf(MethodBase method)
    {
        Type type = method.DeclaringType!;
        string name = method.Name;
        while (type.DeclaringType is { } outer && type.Name.Contains('<', StringComparison.Ordinal))
        {
            name = CompilerMade.Match(type.Name) is { Success: true } match ? match.Groups["method"].Value : name;
            type = outer;
        }

        name = CompilerMade.Match(name) is { Success: true } made ? made.Groups["method"].Value : name;
        return $"{type.Name.Split('`')[0]}.{name}";
    }
}
