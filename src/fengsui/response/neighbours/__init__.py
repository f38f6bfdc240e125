"""Neighbour notices: provinces that hold many of the lenders are told in time (突发事件应对法 art. 62)."""
