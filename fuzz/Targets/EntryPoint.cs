using System.Reflection;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Targets;

/// <summary>
/// What is called in a user's assembly: <c>public static void M(ReadOnlySpan&lt;byte&gt;)</c> under any name, or a public class that is an
/// <see cref="ISessionTarget"/> or an <see cref="IHarness"/>.
/// </summary>
internal sealed class EntryPoint
{
    private readonly Func<IHarness> _newHarness;

    private EntryPoint(string name, bool isConversation, Func<IHarness> newHarness) => (Name, IsConversation, _newHarness) = (name, isConversation, newHarness);

    public string Name { get; }

    public bool IsConversation { get; }

    public IHarness NewHarness() => _newHarness();

    /// <summary>The one that the user named, or the only one there is.</summary>
    public static EntryPoint Find(Assembly assembly, TargetChoice choice)
    {
        List<EntryPoint> all = [.. PublicTypes(assembly, choice).SelectMany(Of)];
        List<EntryPoint> named = choice.Type is null ? all : [.. all.Where(entry => entry.IsCalled(choice.Type))];
        return named.Count switch
        {
            1 => named[0],
            0 when all.Count == 0 => throw new TargetRefusedException(
                $"{choice.Path} has nothing to call: it needs a public static void method of a public type that takes a ReadOnlySpan<byte>, or a public class that is an {nameof(ISessionTarget)}"),
            0 => throw new TargetRefusedException($"{choice.Path} has no {choice.Type} to call; there is {Names(all)}"),
            _ => throw new TargetRefusedException($"{choice.Path} has several to call, name one of them as dll:PATH:TYPE: {Names(named)}"),
        };
    }

    private static string Names(List<EntryPoint> entries) => string.Join(", ", entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));

    private static Type[] PublicTypes(Assembly assembly, TargetChoice choice)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception failure) when (failure is FileNotFoundException or FileLoadException or TypeLoadException or BadImageFormatException)
        {
            throw new TargetRefusedException($"{choice.Path} cannot be loaded: {failure.Message}", failure);
        }
    }

    private static IEnumerable<EntryPoint> Of(Type type)
    {
        if (type.ContainsGenericParameters)
        {
            yield break;
        }

        foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(TakesBytes))
        {
            yield return new EntryPoint($"{type.FullName}.{method.Name}", isConversation: false, () => new SpanHarness(method.CreateDelegate<TakeBytes>()));
        }

        if (type.IsAbstract || type.GetConstructor([]) is null)
        {
            yield break;
        }

        if (typeof(ISessionTarget).IsAssignableFrom(type))
        {
            yield return new EntryPoint(type.FullName!, isConversation: true, () => new SessionHarness((ISessionTarget)Activator.CreateInstance(type)!));
        }
        else if (typeof(IHarness).IsAssignableFrom(type))
        {
            yield return new EntryPoint(type.FullName!, isConversation: true, () => (IHarness)Activator.CreateInstance(type)!);
        }
    }

    private static bool TakesBytes(MethodInfo method) =>
        !method.IsGenericMethod
        && method.ReturnType == typeof(void)
        && method.GetParameters() is [{ ParameterType: { } parameter }]
        && parameter == typeof(ReadOnlySpan<byte>);

    // the type, the type and the method, or the type without its namespace
    private bool IsCalled(string name) =>
        Name == name
        || Name.StartsWith($"{name}.", StringComparison.Ordinal)
        || Name.EndsWith($".{name}", StringComparison.Ordinal)
        || Name.Contains($".{name}.", StringComparison.Ordinal);
}
