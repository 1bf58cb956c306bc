namespace QmpFuzz.Xunit;

/// <summary>A regression does not behave as its state says; the message says what is wrong and how to repeat it.</summary>
public sealed class QmpRegressionException : Exception
{
    public QmpRegressionException()
    {
    }

    public QmpRegressionException(string message)
        : base(message)
    {
    }

    public QmpRegressionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
