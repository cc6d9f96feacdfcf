namespace Switchyard.Model.Bundles;

/// <summary>A sign-in that is to begin.</summary>
/// <param name="Bundle">To which bundle.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="User">For whom; null for the whole workspace.</param>
/// <param name="Callback">Address that the browser is sent back to, absolute.</param>
/// <param name="By">Who begins it, for the audit.</param>
public sealed record SignInRequest(BundleKey Bundle, BundleDefinition Definition, Guid? User, Uri Callback, string By);
