namespace Switchyard.Gateway.Recording;

/// <summary>Takes what happened on the request path and makes it durable: in the local journal when the call returns, in the database soon after.</summary>
internal interface IRecorder
{
    /// <summary>Journals the start of an interception before the upstream is called. False when the journal can not take it; the configuration then says whether to serve.</summary>
    bool TryStart(InterceptionStart start);

    /// <summary>Journals the end. Never throws; a start without an end becomes <c>aborted</c> when the journal is replayed.</summary>
    void End(InterceptionEnd end);
}
