namespace Switchyard.Hot.Dialling;

/// <summary>An event with what belongs to it.</summary>
internal sealed record DialMail<TId, TConnection>(DialEvent Event)
    where TId : notnull
    where TConnection : notnull
{
    /// <summary>Number of the attempt that succeeded or failed.</summary>
    public int Attempt { get; init; }

    /// <summary>The connection of one that succeeded.</summary>
    public TConnection? Connection { get; init; }

    /// <summary>The one that an answer named.</summary>
    public TId? Id { get; init; }

    /// <summary>Why an attempt or a question failed.</summary>
    public Exception? Error { get; init; }
}
