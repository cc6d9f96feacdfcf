namespace Switchyard.Admin.Client.Changes;

/// <summary>One object that differs between two configurations.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name; empty for a section that is one object.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Class">How the change is put in force: <c>in place</c>, <c>side by side</c> or <c>whole</c>.</param>
/// <param name="Fields">The fields that differ; of a secret only <c>changed</c>.</param>
public sealed record ObjectChange(string Section, string Name, string Change, string Class, IReadOnlyList<FieldChange> Fields);
