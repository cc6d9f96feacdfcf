namespace Switchyard.Admin.Bundles;

/// <summary>Who is to be signed in; the body may be left out.</summary>
/// <param name="User">Id or name of the user, of a bundle that each user signs in to; left out for one that the workspace shares.</param>
internal sealed record SignInBody(string? User = null);
