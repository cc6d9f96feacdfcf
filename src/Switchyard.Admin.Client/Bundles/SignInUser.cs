namespace Switchyard.Admin.Client.Bundles;

/// <summary>Body of a sign-in.</summary>
internal sealed record SignInUser(string? User);
