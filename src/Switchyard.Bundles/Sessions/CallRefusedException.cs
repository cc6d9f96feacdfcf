namespace Switchyard.Bundles.Sessions;

/// <summary>Whoever runs the server did not hand a request on to it, or got no answer. The message is one sentence for people and models, without secrets or addresses.</summary>
internal sealed class CallRefusedException(string code, string message) : Exception(message)
{
    /// <summary>A stable code, such as <c>bundle_busy</c>.</summary>
    public string Code { get; } = code;
}
