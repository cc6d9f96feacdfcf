namespace Switchyard.Model.Bundles;

/// <summary>A sign-in does not come about, or its tokens are not to be had. The message is one sentence for people, without secrets.</summary>
/// <param name="code">A stable code, see <see cref="SignInFaults"/>.</param>
/// <param name="message">The sentence.</param>
/// <param name="cause">What led to it.</param>
public sealed class SignInException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>A stable code, see <see cref="SignInFaults"/>.</summary>
    public string Code { get; } = code;
}
