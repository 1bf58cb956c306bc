using System.Reflection;
using System.Runtime.CompilerServices;

namespace QmpFuzz.Replay.Timing;

/// <summary>Has the code compiled that playing runs through: otherwise that makes the first sends late.</summary>
internal static class Rehearsal
{
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static void Hold(params Type[] types)
    {
        IEnumerable<MethodBase> methods = types.SelectMany(type => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)));
        foreach (MethodBase method in methods.Where(method => !method.IsAbstract && !method.ContainsGenericParameters && method.GetMethodBody() is not null))
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }
}
