"""Filled forms (表单): any form of the plan that no paper and no register serves, one stream each."""
