namespace Switchyard.Gateway.Recording;

/// <summary>The place where records go can not be reached, or does not take any at present. They stay in the journal and are offered again.</summary>
/// <param name="message">Why, for the log.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class RecordSinkAwayException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Least time until it makes sense to try again; zero leaves it to the usual back-off.</summary>
    public TimeSpan RetryAfter { get; init; }
}
