using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Tests.Support;

/// <summary>The assembly of Support/OwnTarget, as a user would name it.</summary>
internal static class OwnTargets
{
    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "QmpFuzz.Tests.OwnTarget.dll");

    public static string Settings => $"dll:{Assembly}:Example.SettingsFuzzer";

    public static string Killers => $"dll:{Assembly}:Example.Killers";

    public static string Door => $"dll:{Assembly}:Example.Door";

    public static string Waiter => $"dll:{Assembly}:Example.Waiter";

    public static TargetChoice Choose(string type, params string[] instrument) =>
        TargetChoice.Parse($"dll:{Assembly}:{type}", out _)! with { Instrument = instrument };
}
