using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace QmpFuzz.Replay.Timing;

/// <summary>How much faster than recorded: a factor, or as fast as replies allow.</summary>
public readonly record struct PlaybackSpeed
{
    private readonly double _factor;

    private PlaybackSpeed(double factor) => _factor = factor;

    public static PlaybackSpeed AsRecorded => new(1);

    /// <summary>No recorded pause is kept.</summary>
    public static PlaybackSpeed Unlimited => new(double.PositiveInfinity);

    public bool IsUnlimited => double.IsPositiveInfinity(_factor);

    /// <summary>Reads <c>max</c> or a positive number.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PlaybackSpeed? speed)
    {
        speed = text == "max" ? Unlimited
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor) && factor >= 0.001 && double.IsFinite(factor)
                ? new PlaybackSpeed(factor)
                : null;
        return speed is not null;
    }

    /// <summary>How long a recorded pause lasts at this speed.</summary>
    public TimeSpan Scale(TimeSpan recorded) => IsUnlimited ? TimeSpan.Zero : recorded / _factor;

    public override string ToString() => IsUnlimited ? "max" : _factor.ToString(CultureInfo.InvariantCulture);
}
