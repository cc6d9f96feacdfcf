namespace Switchyard.Admin.Mutations;

/// <summary>Something was changed by somebody else since a mutation looked at everything; it was undone and can be tried again.</summary>
internal sealed class ChangedMeanwhileException() : Exception("Something was changed meanwhile.");
